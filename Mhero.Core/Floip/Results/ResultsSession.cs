namespace Mhero.Core.Floip.Results;

/// <summary>One conversation: all rows of a session that are known.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Rows">The rows in the order in which the contact answered; no two have the same id.</param>
/// <param name="Issues">The findings of putting the rows together.</param>
public sealed record ResultsSession(string Id, IReadOnlyList<ResultsRow> Rows, IReadOnlyList<FloipIssue> Issues)
{
    /// <summary>The contact's id; null for none.</summary>
    public string? ContactId => Rows.LastOrDefault(r => r.ContactId is not null)?.ContactId;

    /// <summary>The time of the first row that has one.</summary>
    public DateTimeOffset? Began => Rows.FirstOrDefault(r => r.Time is not null)?.Time;

    /// <summary>The time of the last row.</summary>
    public DateTimeOffset? LastAnswer => Rows.LastOrDefault(r => r.Time is not null)?.Time;

    /// <summary>Puts the rows of one session together. The same rows give the same session, in whatever order and however often they come.</summary>
    /// <param name="id">The session's id; rows of other sessions are left out.</param>
    /// <param name="rows">The rows.</param>
    public static ResultsSession Of(string id, IEnumerable<ResultsRow> rows)
    {
        var issues = new List<FloipIssue>();
        var unique = new List<ResultsRow>();
        foreach (var same in rows.Where(r => r.SessionId == id).GroupBy(r => r.RowId, StringComparer.Ordinal))
        {
            var first = same.First();
            if (same.All(r => RowText.IsSame(first, r)))
            {
                unique.Add(first);
            }
            else
            {
                unique.Add(same.OrderByDescending(r => r.Time).ThenByDescending(RowText.Of, StringComparer.Ordinal).First());
                issues.Add(new FloipIssue(FloipCodes.RowDuplicate, "rows." + same.Key, "Rows with this id have different content; the latest was used. Row ids are unique in a package: correct the server."));
            }
        }

        unique.Sort(RowOrder.Instance);
        if (unique.Select(r => r.ContactId).OfType<string>().Distinct(StringComparer.Ordinal).Skip(1).Any())
        {
            issues.Add(new FloipIssue(FloipCodes.SessionContacts, "session", "The rows of the session name different contacts; that of the last row was used. A session has one contact: correct the server."));
        }

        if (unique.Exists(r => r.IsZoneAssumed))
        {
            issues.Add(new FloipIssue(FloipCodes.RowTimeAssumed, "session", "The times of the session have no zone; the zone of the source was used. Check that it is the zone of the server that recorded them."));
        }

        return new ResultsSession(id, unique, [.. issues.OrderBy(i => i.Code, StringComparer.Ordinal).ThenBy(i => i.Path, StringComparer.Ordinal)]);
    }
}
