using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

/// <summary>One page of a search result. It has no total, since many servers do not count.</summary>
public sealed class SearchPage
{
    /// <summary>The resources that match.</summary>
    public required IReadOnlyList<Resource> Matches { get; init; }

    /// <summary>The resources that came along by <c>_include</c> or <c>_revinclude</c>.</summary>
    public IReadOnlyList<Resource> Included { get; init; } = [];

    /// <summary>Of a history: the resources that were deleted, each with the time (UTC) when the server gives it.</summary>
    public IReadOnlyList<(string Id, DateTimeOffset? At)> Deleted { get; init; } = [];

    /// <summary>The server's remarks about the search, for instance a parameter that it ignored.</summary>
    public IReadOnlyList<OperationOutcome.IssueComponent> Issues { get; init; } = [];

    /// <summary>Whether there is another page.</summary>
    public bool HasNext => Next is not null;

    /// <summary>The server's clock when it answered, to the second; null when it gave none.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>The link to the next page as the server wrote it.</summary>
    internal string? Next { get; init; }

    /// <summary>The type that was searched for.</summary>
    internal string Type { get; init; } = "";

    /// <summary>The pages of the same result so far.</summary>
    internal PageTrail Trail { get; init; } = new();
}
