namespace Mhero.Simulation.Tests.Worlds;

/// <summary>
/// Waits until nothing runs on the thread pool. The product's code runs on the thread of the world, but for what it hands to the pool
/// (reads in parallel, waiters of semaphores); with this the world knows all waiting operations before it chooses one.
/// </summary>
internal sealed class Quiet
{
    private readonly int _busy = Enumerable.Range(0, 40).Min(_ =>
    {
        Thread.Sleep(1);
        return Busy();
    });

    public void Wait()
    {
        var spin = new SpinWait();
        while (ThreadPool.PendingWorkItemCount > 0 || Busy() > _busy)
        {
            spin.SpinOnce(sleep1Threshold: 100);
        }
    }

    private static int Busy()
    {
        ThreadPool.GetMaxThreads(out var max, out _);
        ThreadPool.GetAvailableThreads(out var available, out _);
        return max - available;
    }
}
