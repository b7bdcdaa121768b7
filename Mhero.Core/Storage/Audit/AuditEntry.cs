namespace Mhero.Core.Storage.Audit;

/// <summary>A change by an operator. No telephone numbers and no answers, except in the payloads of an edit.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Action">The action, one of <see cref="AuditActions"/>.</param>
/// <param name="Item">The item that it changed, by id, UUID, reference or kind; null for several.</param>
public sealed record AuditEntry(Operator Operator, string Action, string? Item)
{
    /// <summary>The entry's id; it sorts the latest first. Set by the log.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>When (UTC). Set by the log.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The item before; null where it does not apply.</summary>
    public string? Before { get; init; }

    /// <summary>The item afterwards; null where it does not apply.</summary>
    public string? After { get; init; }

    /// <summary>The reason that the operator gave, or what else belongs to the action.</summary>
    public string? Detail { get; init; }
}
