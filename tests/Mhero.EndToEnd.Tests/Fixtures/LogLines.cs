using System.Collections.Concurrent;

namespace Mhero.EndToEnd.Tests.Fixtures;

/// <summary>Keeps what an app logs, to be shown when a test fails, or looked through for data of people.</summary>
public sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(int Id, string Text)> _lines = new();

    public IReadOnlyList<(int Id, string Text)> All => [.. _lines];

    public string Last(int count) => string.Join('\n', _lines.TakeLast(count).Select(l => l.Text));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId.Id, $"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : "\n" + exception)}"));

    public void Dispose()
    {
    }
}
