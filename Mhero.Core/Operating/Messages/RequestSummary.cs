namespace Mhero.Core.Operating.Messages;

/// <summary>A message request as lists show it.</summary>
/// <param name="Id">The request.</param>
/// <param name="State">Its state: <c>active</c>, <c>scheduled</c>, <c>revoked</c>, <c>completed</c> or <c>ignored</c>.</param>
/// <param name="CreatedAt">When it was taken (UTC).</param>
/// <param name="NotBefore">The earliest time to send it (UTC); null for at once.</param>
/// <param name="NotAfter">The time after which nothing more of it is sent (UTC); null for none.</param>
/// <param name="IsUrgent">Whether it goes out to those who opted out, at night, and over the day's ceiling.</param>
/// <param name="Flow">The flow that it starts; null for a text.</param>
/// <param name="Text">The text in its base language; null for a flow.</param>
/// <param name="Recipients">How many people are in which state (<c>planned</c>, <c>sent</c>, <c>completed</c>, <c>notDone</c>, <c>leftOut</c>, <c>unknown</c>).</param>
/// <param name="Resends">The requests that sent it again to those who failed.</param>
public sealed record RequestSummary(
    Guid Id,
    string State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? NotBefore,
    DateTimeOffset? NotAfter,
    bool IsUrgent,
    Guid? Flow,
    string? Text,
    IReadOnlyDictionary<string, int> Recipients,
    IReadOnlyList<Guid> Resends);
