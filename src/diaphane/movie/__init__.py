"""Make an MP4 of pictures; the only room that knows PyAV."""
