using Hl7.Fhir.Model;
using Mhero.Core.Authoring;

namespace Mhero.Cli.Output;

/// <summary>Prints the findings and the messages of <c>mhero author</c>.</summary>
/// <param name="json">Whether as one JSON object.</param>
/// <param name="isOutTaken">Whether the flow goes to standard output.</param>
internal sealed class AuthorOutput(bool json, bool isOutTaken)
{
    /// <summary>Prints them.</summary>
    /// <param name="issues">The findings.</param>
    /// <param name="messages">The messages; none to leave the report out.</param>
    public void Write(IReadOnlyList<OperationOutcome.IssueComponent> issues, IReadOnlyList<AuthoredMessage> messages)
    {
        if (json)
        {
            Terminal.WriteJson(
                new
                {
                    issues = issues.Select(i => new { code = CodeOf(i), severity = SeverityOf(i), path = i.Expression.FirstOrDefault(), message = i.Diagnostics }),
                    messages = messages.Select(m => new { path = m.Path, language = m.Language, characters = m.Length.Characters, encoding = EncodingOf(m), segments = m.Length.Segments, text = m.Text }),
                },
                isOutTaken ? Console.Error : Console.Out);
            return;
        }

        var terminal = new Terminal();
        foreach (var issue in issues)
        {
            terminal.Error.WriteUnbroken($"{CodeOf(issue)}  {SeverityOf(issue)}  {issue.Expression.FirstOrDefault()}  {issue.Diagnostics}");
        }

        foreach (var line in LinesOf(messages))
        {
            (isOutTaken ? terminal.Error : terminal.Out).WriteUnbroken(line);
        }
    }

    /// <summary>A line for each message. The text is the last column and has no frame, so that it can be copied and compared.</summary>
    private static IEnumerable<string> LinesOf(IReadOnlyList<AuthoredMessage> messages)
    {
        if (messages.Count == 0)
        {
            return [];
        }

        List<string[]> rows =
        [
            ["where", "language", "characters", "encoding", "SMS", "text"],
            .. messages.Select(m => new[]
            {
                m.Path, m.Language, m.Length.Characters.ToString(CultureInfo.InvariantCulture), EncodingOf(m), m.Length.Segments.ToString(CultureInfo.InvariantCulture), m.Text.ReplaceLineEndings(" / "),
            }),
        ];
        var widths = Enumerable.Range(0, rows[0].Length - 1).Select(column => rows.Max(row => row[column].Length)).ToList();
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => column < widths.Count ? cell.PadRight(widths[column]) : cell)));
    }

    private static string EncodingOf(AuthoredMessage message) => message.Length.IsGsm7 ? "GSM-7" : "UCS-2";

    private static string CodeOf(OperationOutcome.IssueComponent issue) => issue.Details?.Coding.FirstOrDefault()?.Code ?? "      ";

    private static string SeverityOf(OperationOutcome.IssueComponent issue) => issue.Severity switch
    {
        OperationOutcome.IssueSeverity.Error or OperationOutcome.IssueSeverity.Fatal => "error",
        OperationOutcome.IssueSeverity.Warning => "warning",
        _ => "information",
    };
}
