"""Managing cases of every type: the list and its filters, who handles what, reminders, workload, export."""
