using Mhero.Core.Floip;
using Mhero.Core.Floip.Results;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.FlowResults.Sessions;

/// <summary>Adds rows to what is stored of a session. Pure: the same rows give the same session, in whatever order and parts they come.</summary>
internal static class SessionMerge
{
    /// <summary>No id and no answer of a contact is longer; a longer one is another document, or an attack.</summary>
    private const int MaxId = 255;

    private const int MaxRow = 60_000;

    /// <summary>Room for the document's other members.</summary>
    private const int Envelope = 2_000;

    /// <summary>Quotation marks, a colon and a comma around a text.</summary>
    private const int Frame = 4;

    /// <summary>The names of a row's members, its time and what stands around them.</summary>
    private const int RowFrame = 400;

    /// <summary>A character that JSON writes as <c>\uXXXX</c>.</summary>
    private const int MostOfACharacter = 6;

    /// <summary>Adds rows.</summary>
    /// <param name="before">The stored session; null for none.</param>
    /// <param name="id">The session's id.</param>
    /// <param name="rows">Rows of the session.</param>
    /// <param name="now">The present time (UTC).</param>
    /// <param name="issues">Takes the findings.</param>
    /// <returns>The session to store; <paramref name="before"/> itself when nothing changed; null when no row can be stored.</returns>
    public static SessionRow? Add(SessionRow? before, string id, IEnumerable<ResultsRow> rows, DateTimeOffset now, ICollection<FloipIssue> issues)
    {
        if (before?.Purged is not null)
        {
            // Rows of before that are shown again need no report.
            foreach (var late in before.NewTo(rows))
            {
                issues.Add(new FloipIssue(FloipCodes.SessionPurged, "rows." + Shortened(late.RowId), "mHero has deleted the earlier rows of this session because of their age; the row was left out, and the session's response stays as it is. Set Mhero__FlowResults__KeepRowsFor to a longer time."));
            }

            return null;
        }

        var known = before?.Rows ?? [];
        var merged = ResultsSession.Of(id, known.Concat(rows));
        foreach (var issue in merged.Issues.Where(i => i.Code == FloipCodes.RowDuplicate))
        {
            issues.Add(issue);
        }

        var kept = Fitting(merged.Rows, known, issues);
        if (kept.Count == known.Count && kept.Zip(known).All(p => p.First.RowId == p.Second.RowId && RowText.IsSame(p.First, p.Second)))
        {
            return before;
        }

        // A clock that goes back must not make the newer state look older.
        var changedAt = before is not null && before.ChangedAt >= now ? before.ChangedAt.AddTicks(1) : now;
        return new SessionRow { Id = id, ChangedAt = changedAt, Rows = kept };
    }

    /// <summary>The rows that fit into one document, those that are stored already before others.</summary>
    private static IReadOnlyList<ResultsRow> Fitting(IReadOnlyList<ResultsRow> rows, IReadOnlyList<ResultsRow> known, ICollection<FloipIssue> issues)
    {
        // Nearly every session is far below the limits: its rows are not serialized to find that out.
        if (rows.All(r => MostOf(r) <= MaxRow && AreShort(r)) && rows.Sum(r => (long)MostOf(r)) <= Document.MaxContentLength - Envelope)
        {
            return rows;
        }

        var stored = known.Select(r => r.RowId).ToHashSet(StringComparer.Ordinal);
        var left = Document.MaxContentLength - Envelope;
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows.OrderByDescending(r => stored.Contains(r.RowId)))
        {
            var length = SyncJson.Write(row).Length + 1;
            if (length > MaxRow || !AreShort(row))
            {
                issues.Add(new FloipIssue(FloipCodes.RowTooLarge, "rows." + Shortened(row.RowId), $"The row has an id of more than {MaxId} characters or more than {MaxRow} in all; it was left out. Correct the server or the file."));
            }
            else if (length > left)
            {
                issues.Add(new FloipIssue(FloipCodes.SessionTooLarge, "rows." + row.RowId, "The session has more rows than mHero keeps of one session; the row was left out. A session is one conversation: correct the server or the file."));
            }
            else
            {
                left -= length;
                kept.Add(row.RowId);
            }
        }

        return [.. rows.Where(r => kept.Contains(r.RowId))];
    }

    private static bool AreShort(ResultsRow row) =>
        row.RowId.Length <= MaxId && row.SessionId.Length <= MaxId && row.QuestionId.Length <= MaxId && (row.ContactId?.Length ?? 0) <= MaxId;

    /// <summary>No less than the characters of the row as JSON, in which a character takes six at most.</summary>
    private static int MostOf(ResultsRow row)
    {
        var texts = row.RowId.Length + row.SessionId.Length + row.QuestionId.Length + (row.ContactId?.Length ?? 0);
        texts += row.Response?.Values.Sum(v => v.Length + Frame) ?? 0;
        texts += row.Metadata.Sum(m => m.Key.Length + m.Value.Length + (2 * Frame));
        return (texts * MostOfACharacter) + RowFrame;
    }

    private static string Shortened(string id) => id.Length <= MaxId ? id : id[..MaxId];
}
