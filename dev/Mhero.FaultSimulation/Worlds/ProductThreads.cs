namespace Mhero.FaultSimulation.Worlds;

/// <summary>
/// The threads of the product's code. In a process of the simulation's own there is one (the setting
/// <c>System.Threading.ThreadPool.MaxThreads</c> of its project): all of the product's code runs on it, in the order in which it was queued, and the
/// world goes on when its queue is empty. So the world knows all waiting operations before it chooses one, and a seed has one schedule.
/// In the process of a test runner the product's code runs on the thread of the world, but for what it hands to the pool (reads in parallel,
/// waiters of semaphores), and the world waits until the pool looks idle.
/// </summary>
internal static class ProductThreads
{
    // The runner of the tests has threads of the pool too, and may take or give back one at any time.
    private const int MaxWaitMilliseconds = 500;

    private const int LooksBeforeTimePasses = 4;

    /// <summary>Whether there is one.</summary>
    public static bool IsOne { get; } = HasOneThread();

    private static int _others = IsOne ? 0 : Enumerable.Range(0, 40).Min(_ =>
    {
        Thread.Sleep(1);
        return Busy();
    });

    /// <summary>Runs code of the product. On the one thread, what the code queues runs too before this returns.</summary>
    public static void Run(Action act)
    {
        if (!IsOne || Thread.CurrentThread.IsThreadPoolThread)
        {
            act();
            return;
        }

        using var isEmpty = new ManualResetEventSlim(initialState: false, spinCount: 0);
        ThreadPool.UnsafeQueueUserWorkItem(
            static run =>
            {
                run.act();
                SetWhenEmpty(run.isEmpty);
            },
            (act, isEmpty),
            preferLocal: false);
        isEmpty.Wait();
    }

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
        if (IsOne)
        {
            return;
        }

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

    // The thread takes what the running code queued to itself first, and this last.
    private static void SetWhenEmpty(ManualResetEventSlim isEmpty)
    {
        if (ThreadPool.PendingWorkItemCount == 0)
        {
            isEmpty.Set();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(SetWhenEmpty, isEmpty, preferLocal: false);
        }
    }

    private static bool HasOneThread()
    {
        ThreadPool.GetMaxThreads(out var max, out _);
        return max == 1;
    }
}
