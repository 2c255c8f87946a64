// Each test may break a whole set of services: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
