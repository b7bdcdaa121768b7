using Mhero.Core.Floip;

namespace Mhero.Core.Sync.FlowResults.Polling;

/// <summary>Reports findings of reading rows: a log line each up to a limit, and their number.</summary>
/// <param name="logger">The log.</param>
internal sealed partial class RowIssues(ILogger logger)
{
    /// <summary>A file of a million rows of the wrong shape must not write a million lines.</summary>
    private const int Logged = 100;

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>Reports findings.</summary>
    /// <param name="source">The name of the source.</param>
    /// <param name="package">The package's id in place of a flow's UUID.</param>
    /// <param name="issues">The findings.</param>
    public void Report(string source, Guid package, IEnumerable<FloipIssue> issues)
    {
        foreach (var issue in issues)
        {
            if (Count++ < Logged)
            {
                Log(source, package, issue.Code, issue.Path);
            }
        }
    }

    [LoggerMessage(4104, LogLevel.Warning, "Source {Source}, package {Package}: {Code} at {Path}")]
    private partial void Log(string source, Guid package, string code, string path);
}
