namespace Mhero.WorkerHost;

/// <summary>A log entry that the worker sent to its host.</summary>
/// <param name="Level">As in <c>Microsoft.Extensions.Logging.LogLevel</c>.</param>
/// <param name="Category">The logger's category.</param>
/// <param name="Message">The formatted text.</param>
/// <param name="Exception">The exception's text; empty for none.</param>
public sealed record WorkerLog(int Level, string Category, string Message, string Exception);
