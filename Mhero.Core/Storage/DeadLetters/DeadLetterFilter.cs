namespace Mhero.Core.Storage.DeadLetters;

/// <summary>Selects dead letters. All conditions have to hold; null means no condition.</summary>
public sealed record DeadLetterFilter
{
    /// <summary>The queue.</summary>
    public string? Queue { get; init; }

    /// <summary>The code of the failure.</summary>
    public string? Code { get; init; }

    /// <summary>A part of the subject, of the contact's UUID or of the cause; case does not count. Of a cause the first 300 characters are searched.</summary>
    public string? Text { get; init; }

    /// <summary>The flow, by UUID or by a part of its name; case does not count.</summary>
    public string? Flow { get; init; }

    /// <summary>A part of the facility; case does not count.</summary>
    public string? Facility { get; init; }

    /// <summary>The earliest time of the last failure (UTC).</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time before which the last failure was (UTC).</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether a group of equal causes can match.</summary>
    internal bool TakesGroup(string queue, string code) => (Queue is null || Queue == queue) && (Code is null || Code == code);

    /// <summary>Whether dead letters of a group that matches, at a time that matches, may not match.</summary>
    internal bool ComparesRows => Text is not null || Flow is not null || Facility is not null;

    /// <summary>Whether a dead letter matches.</summary>
    internal bool Takes(DeadLetterSummary letter) =>
        TakesGroup(letter.Queue, letter.Code)
        && (From is null || letter.LastFailedAt >= From)
        && (To is null || letter.LastFailedAt < To)
        && (Text is null || Has(letter.Subject, Text) || Has(letter.Contact, Text) || Has(letter.Cause, Text))
        && (Flow is null || string.Equals(letter.Flow, Flow, StringComparison.OrdinalIgnoreCase) || Has(letter.FlowName, Flow))
        && (Facility is null || Has(letter.Facility, Facility));

    private static bool Has(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) is true;
}
