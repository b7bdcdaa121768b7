using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;

namespace Mhero.Core.Messaging.Requests;

/// <summary>Finds the flow that a payload or a setting names.</summary>
internal sealed class FlowFinder(FhirGateway fhir, FlowNames names)
{
    /// <summary>The flow of a payload.</summary>
    /// <param name="reference">
    /// A reference to its <c>Basic</c> or Questionnaire, the Questionnaire's canonical address, or an identifier with the flow's UUID or
    /// name; null when there is a <paramref name="text"/>.
    /// </param>
    /// <param name="text">The UUID, as a <c>urn:uuid:</c> too; the Questionnaire's canonical address; or the flow's name.</param>
    /// <param name="path">The element, for the fault.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The flow's UUID, or what is wrong.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    public async Task<(Guid? Flow, RequestFault? Fault)> FindAsync(ResourceReference? reference, string? text, string path, CancellationToken cancellationToken) =>
        await NamedAsync(reference, text, cancellationToken) is { } named
            ? await FindAsync(named, path, cancellationToken)
            : (null, new(MessagingCodes.UnknownFlow, path, $"This leads to no flow: refer to a Questionnaire that has an identifier of the system {MheroSystems.FlowUuid} or {MheroSystems.FlowName}, or give the flow's name as contentReference.identifier of the latter system."));

    /// <summary>The flow that a UUID or a name means.</summary>
    /// <param name="text">The UUID or the name.</param>
    /// <param name="path">The element or setting, for the fault.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The flow's UUID, or what is wrong.</returns>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    public async Task<(Guid? Flow, RequestFault? Fault)> FindAsync(string text, string path, CancellationToken cancellationToken)
    {
        var match = await names.FindAsync(text, cancellationToken);
        return match.Flow is { Archived: false } flow
            ? (flow.Uuid, null)
            : (null, new(
                match.IsAmbiguous ? MessagingCodes.AmbiguousFlow : MessagingCodes.UnknownFlow,
                path,
                match.Advice ?? "RapidPro has archived the flow: restore it there, or name another one."));
    }

    private async Task<string?> NamedAsync(ResourceReference? reference, string? text, CancellationToken cancellationToken)
    {
        text ??= reference?.Reference;
        if (string.IsNullOrWhiteSpace(text))
        {
            return reference?.Identifier is { } identifier ? NamedBy([identifier]) : null;
        }

        if (Guid.TryParse(text.StartsWith(StandardSystems.UrnUuid, StringComparison.Ordinal) ? text[StandardSystems.UrnUuid.Length..] : text, out var uuid))
        {
            return uuid.ToString();
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            var found = await fhir.SearchAsync(new FhirSearch("Questionnaire").Where("url", text.Split('|')[0]), cancellationToken);
            return found.Matches.OfType<Questionnaire>().Select(q => NamedBy(q.Identifier)).FirstOrDefault(n => n is not null);
        }

        var (type, id, _) = ResourceLocation.Parse(text);
        if (type is not ("Basic" or "Questionnaire") || id is null || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
        {
            return reference is null ? text : null;
        }

        var known = type == "Basic" ? NamedBy((await fhir.ReadAsync<Basic>(id, cancellationToken))?.Identifier) : NamedBy((await fhir.ReadAsync<Questionnaire>(id, cancellationToken))?.Identifier);
        return known ?? (type == "Basic" && Guid.TryParse(id, out var basic) ? basic.ToString() : null);
    }

    private static string? NamedBy(List<Identifier>? identifiers) =>
        (identifiers?.Find(i => i.System == MheroSystems.FlowUuid && Guid.TryParse(i.Value, out _))
            ?? identifiers?.Find(i => i.System == MheroSystems.FlowName && !string.IsNullOrWhiteSpace(i.Value)))?.Value;
}
