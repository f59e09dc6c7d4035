"""Our words as frozen types: ids, sealed and plain bytes, studies, scenes, principals and the ports between rooms."""
