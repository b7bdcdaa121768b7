using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts;

namespace Mhero.Functions.Console.Pages.Reviews;

/// <summary>One review.</summary>
/// <param name="Review">The review.</param>
/// <param name="Sides">The records among which to choose, the subject first; empty for a question about a value or a place.</param>
/// <param name="Unread">Why the records cannot be shown now, a code; null when they can.</param>
public sealed record ReviewView(Review Review, IReadOnlyList<ReviewSide> Sides, string? Unread)
{
    /// <summary>Whether it asks which contact and worker belong together: then a new record can be the answer.</summary>
    public bool IsAboutLink { get; } = Guid.TryParse(Review.Subject, out _) || (Review.Subject.Contains('/', StringComparison.Ordinal) && Review.Subject.Split('/')[0] is not ("value" or "path" or "flow"));

    /// <summary>The attributes of the records, in the order of the first one.</summary>
    public IReadOnlyList<string> Attributes { get; } = [.. Sides.SelectMany(side => side.Values?.Keys ?? []).Distinct()];

    /// <summary>Whether a value differs from that of the subject; a missing one does not.</summary>
    /// <param name="side">The record.</param>
    /// <param name="attribute">The attribute.</param>
    public bool Differs(ReviewSide side, string attribute) =>
        ValueOf(side, attribute) is { } value && ValueOf(Sides[0], attribute) is { } subject && value != subject;

    /// <summary>A value of a record; null for none.</summary>
    /// <param name="side">The record.</param>
    /// <param name="attribute">The attribute.</param>
    public static string? ValueOf(ReviewSide side, string attribute) => side.Values?.GetValueOrDefault(attribute);
}
