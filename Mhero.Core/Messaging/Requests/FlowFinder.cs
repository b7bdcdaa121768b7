using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;

namespace Mhero.Core.Messaging.Requests;

/// <summary>Finds the flow that a payload names.</summary>
internal sealed class FlowFinder(FhirGateway fhir, RapidProClient rapidPro)
{
    /// <summary>The flow's UUID; null when RapidPro has no such flow.</summary>
    /// <param name="reference">A reference to its <c>Basic</c> or Questionnaire, or the Questionnaire's canonical address; null when there is a <paramref name="url"/>.</param>
    /// <param name="url">The UUID itself, as a <c>urn:uuid:</c> too; or the Questionnaire's canonical address.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public async Task<Guid?> FindAsync(ResourceReference? reference, string? url, CancellationToken cancellationToken)
    {
        var uuid = await UuidOfAsync(reference, url ?? reference?.Reference, cancellationToken);
        return uuid is { } flow && await rapidPro.FindFlowAsync(flow, cancellationToken) is { Archived: false } ? flow : null;
    }

    private async Task<Guid?> UuidOfAsync(ResourceReference? reference, string? text, CancellationToken cancellationToken)
    {
        if (text is null)
        {
            return reference?.Identifier is { System: MheroSystems.FlowUuid, Value: { } value } && Guid.TryParse(value, out var named) ? named : null;
        }

        if (Guid.TryParse(text.StartsWith("urn:uuid:", StringComparison.Ordinal) ? text["urn:uuid:".Length..] : text, out var uuid))
        {
            return uuid;
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            var found = await fhir.SearchAsync(new FhirSearch("Questionnaire").Where("url", text.Split('|')[0]), cancellationToken);
            return found.Matches.OfType<Questionnaire>().Select(q => UuidOf(q.Identifier)).FirstOrDefault(f => f is not null);
        }

        var (type, id, _) = ResourceLocation.Parse(text);
        if (type is not ("Basic" or "Questionnaire") || id is null || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
        {
            return null;
        }

        var known = type == "Basic" ? UuidOf((await fhir.ReadAsync<Basic>(id, cancellationToken))?.Identifier) : UuidOf((await fhir.ReadAsync<Questionnaire>(id, cancellationToken))?.Identifier);
        return known ?? (type == "Basic" && Guid.TryParse(id, out var basic) ? basic : null);
    }

    private static Guid? UuidOf(List<Identifier>? identifiers) =>
        identifiers?.Find(i => i.System == MheroSystems.FlowUuid) is { Value: { } value } && Guid.TryParse(value, out var uuid) ? uuid : null;
}
