using System.Collections.ObjectModel;

namespace Mhero.Core.Floip.Results;

/// <summary>One row of a package: an answer of a contact.</summary>
public sealed record ResultsRow
{
    /// <summary>The row's id, unique in its package; compared as text.</summary>
    public required string RowId { get; init; }

    /// <summary>When the contact answered; null when its timestamp cannot be read.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Whether the timestamp names a time without a zone, and the zone of the settings was used.</summary>
    public bool IsZoneAssumed { get; init; }

    /// <summary>The contact's id at the server; null for none.</summary>
    public string? ContactId { get; init; }

    /// <summary>The conversation that the answer belongs to.</summary>
    public required string SessionId { get; init; }

    /// <summary>The question.</summary>
    public required string QuestionId { get; init; }

    /// <summary>The answer; null for none.</summary>
    public RowResponse? Response { get; init; }

    /// <summary>The metadata of the answer: texts by key, and other values as JSON.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;
}
