namespace Mhero.FaultSimulation.Worlds;

/// <summary>
/// Waits until nothing runs on the thread pool. The product's code runs on the thread of the world, but for what it hands to the pool
/// (reads in parallel, waiters of semaphores); with this the world knows all waiting operations before it chooses one.
/// </summary>
internal static class IdleThreadPool
{
    // The runner of the tests has threads of the pool too, and may take or give back one at any time.
    private const int MaxWaitMilliseconds = 500;

    private const int LooksBeforeTimePasses = 4;

    private static int _others = Enumerable.Range(0, 40).Min(_ =>
    {
        Thread.Sleep(1);
        return Busy();
    });

    /// <summary>Waits longer where others use the pool: whose threads are busy cannot be told there. Called before time passes for functions that run.</summary>
    public static void WaitBeforeTimePasses()
    {
        for (var i = 0; _others > 0 && i < LooksBeforeTimePasses; i++)
        {
            Thread.Sleep(5);
            Wait();
        }
    }

    public static void Wait()
    {
        var spin = new SpinWait();
        var began = Environment.TickCount64;
        while (true)
        {
            var busy = Busy();
            if (busy <= _others && ThreadPool.PendingWorkItemCount == 0)
            {
                // A thread that the runner gave back must not hide one of the product.
                _others = busy;
                return;
            }

            if (Environment.TickCount64 - began > MaxWaitMilliseconds && ThreadPool.PendingWorkItemCount == 0)
            {
                _others = busy;
                return;
            }

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
