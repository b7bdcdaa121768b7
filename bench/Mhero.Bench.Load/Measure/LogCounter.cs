using System.Collections.Concurrent;

namespace Mhero.Bench.Load.Measure;

/// <summary>Counts the queue messages that functions handled, and keeps the first complaints; writes nothing, so that logging costs no more than its calls.</summary>
internal sealed class LogCounter : ILoggerProvider
{
    /// <summary>"Executed {Function}", as the stand-in host logs it.</summary>
    private const int Executed = 9102;

    /// <summary>What the names of queue functions begin with.</summary>
    private const string QueueFunction = "Function.Handle";
    private const int Kept = 10;

    private readonly ConcurrentQueue<string> _complaints = new();
    private int _messages;

    public int MessagesHandled => Volatile.Read(ref _messages);

    public IReadOnlyList<string> Complaints => [.. _complaints];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Reset()
    {
        _complaints.Clear();
        Volatile.Write(ref _messages, 0);
    }

    public void Dispose()
    {
    }

    private sealed class Logger(LogCounter owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == Executed && category.StartsWith(QueueFunction, StringComparison.Ordinal))
            {
                Interlocked.Increment(ref owner._messages);
            }

            if (logLevel >= LogLevel.Warning && owner._complaints.Count < Kept)
            {
                owner._complaints.Enqueue($"{category}: {formatter(state, exception)}{(exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})")}");
            }
        }
    }
}
