namespace Mhero.Core.Storage.Audit;

/// <summary>Selects entries of the audit log. All conditions have to hold; null means no condition.</summary>
public sealed record AuditFilter
{
    /// <summary>A part of the operator's name; case does not count.</summary>
    public string? Operator { get; init; }

    /// <summary>The action, or its beginning before a point (<c>review</c>).</summary>
    public string? Action { get; init; }

    /// <summary>The item.</summary>
    public string? Item { get; init; }

    /// <summary>The earliest time (UTC).</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time before which it was (UTC).</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether entries at a time that matches may not match.</summary>
    internal bool ComparesEntries => Operator is not null || Action is not null || Item is not null;

    /// <summary>Whether an entry matches.</summary>
    internal bool Takes(AuditEntry entry) =>
        (Operator is null || entry.Operator.Name.Contains(Operator, StringComparison.OrdinalIgnoreCase))
        && (Action is null || entry.Action == Action || entry.Action.StartsWith(Action + ".", StringComparison.Ordinal))
        && (Item is null || entry.Item == Item)
        && (From is null || entry.At >= From)
        && (To is null || entry.At < To);
}
