// The simulation watches the thread pool, which tests beside it would use.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
