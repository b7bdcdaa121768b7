using System.Runtime.ExceptionServices;

namespace Mhero.FaultSimulation.Worlds;

/// <summary>
/// The thread of the product's code. The process of a world has a thread pool of one thread (the setting
/// <c>System.Threading.ThreadPool.MaxThreads</c> of its project): the product's code and the rounds of the world run on it, one after another. So the
/// world knows all waiting operations before it chooses one, and a seed has one schedule.
/// </summary>
internal static class ProductThreads
{
    /// <summary>Whether there is one.</summary>
    public static bool IsOne { get; } = HasOneThread();

    /// <summary>Runs rounds of a world on the thread of the product. Before each round, all that is queued on that thread runs.</summary>
    /// <param name="round">A round; false when it was the last one.</param>
    /// <exception cref="InvalidOperationException">The pool has several threads, or the caller runs on the thread itself.</exception>
    public static void Run(Func<bool> round)
    {
        if (!IsOne || Thread.CurrentThread.IsThreadPoolThread)
        {
            throw new InvalidOperationException("A world needs a process whose thread pool has one thread, and another thread that waits for it. Start it by Mhero.FaultSimulation or, in a test, with [ScenarioFact] or [ScenarioTheory].");
        }

        using var rounds = new Rounds(round);
        rounds.Wait();
    }

    /// <summary>Runs code of the product and all that the code queues, before this returns to a thread of a test.</summary>
    /// <remarks>Where the pool has several threads (the fuzzed app) it runs here, as in the Functions host.</remarks>
    public static void Do(Action act)
    {
        if (!IsOne || Thread.CurrentThread.IsThreadPoolThread)
        {
            act();
            return;
        }

        var isDone = false;
        Run(() =>
        {
            if (isDone)
            {
                return false;
            }

            act();
            return isDone = true;
        });
    }

    private static bool HasOneThread()
    {
        ThreadPool.GetMaxThreads(out var max, out _);
        return max == 1;
    }

    private sealed class Rounds(Func<bool> round) : IThreadPoolWorkItem, IDisposable
    {
        private readonly ManualResetEventSlim _ended = new(initialState: false, spinCount: 0);
        private ExceptionDispatchInfo? _failure;

        public void Wait()
        {
            Queue();
            _ended.Wait();
            _failure?.Throw();
        }

        public void Execute()
        {
            try
            {
                // The thread takes what the running code queued to itself first, and this last.
                do
                {
                    if (ThreadPool.PendingWorkItemCount > 0)
                    {
                        Queue();
                        return;
                    }
                }
                while (round());
            }
#pragma warning disable CA1031 // It is thrown again on the thread that waits.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }

            _ended.Set();
        }

        public void Dispose() => _ended.Dispose();

        private void Queue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
