namespace Mhero.Core.Operating.Responses;

/// <summary>A response as lists show it: without its answers.</summary>
/// <param name="Id">Its id in the registry.</param>
/// <param name="Questionnaire">Canonical of its Questionnaire, with the version; null for none.</param>
/// <param name="Authored">When it was authored; null when it does not say.</param>
/// <param name="Status">Its status.</param>
/// <param name="Source">Reference of the person who answered; null when the registry does not have the person.</param>
/// <param name="Contact">UUID of the contact, where the person is not in the registry; else null.</param>
/// <param name="Subject">Reference of the subject; null for none.</param>
/// <param name="Run">UUID of the run; null for a response of another source.</param>
/// <param name="LastUpdated">When the registry last changed it (UTC); null when it does not say.</param>
public sealed record ResponseSummary(
    string Id, string? Questionnaire, string? Authored, string? Status, string? Source, string? Contact, string? Subject, string? Run, DateTimeOffset? LastUpdated);
