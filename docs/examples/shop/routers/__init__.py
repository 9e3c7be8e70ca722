"""The endpoints: they translate between HTTP and the services, and do nothing else."""
