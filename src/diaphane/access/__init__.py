"""Who may do what: permissions and decide(), one function whose default is no, used by every door."""
