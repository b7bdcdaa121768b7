using Mhero.DevHost.Run;

namespace Mhero.Cli.Output;

/// <summary>Puts what the functions log between the lines of the progress, so that the two do not overwrite each other.</summary>
internal sealed class ProgressLogger(IProgress<LocalRunProgress> progress) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // The type alone: messages of unexpected exceptions may quote personal data.
        var cause = exception is null ? "" : $" ({exception.GetType().Name})";
        progress.Report(new LocalRunProgress($"{logLevel}: {formatter(state, exception)}{cause}"));
    }

    public void Dispose()
    {
    }
}
