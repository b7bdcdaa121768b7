using Hl7.Fhir.Model;

namespace Mhero.Core.Extraction.Plan;

/// <summary>Reads a Questionnaire's extensions for the extraction of Observations.</summary>
/// <param name="issues">Receives what is wrong with it.</param>
internal sealed class ObservationReader(IssueLog issues)
{
    /// <summary>The settings that apply on a level: its own, else those of the nearest level above.</summary>
    public ObservationSettings SettingsOf(List<Extension> extensions, string location, ObservationSettings inherited)
    {
        var link = LinkOf(extensions, location);
        var categories = extensions.Where(extension => extension.Url == SdcExtensions.ObservationCategory).Select(extension => extension.Value).OfType<CodeableConcept>().ToList();
        return new(
            link ?? inherited.Link,
            link is not null,
            categories.Count > 0 ? categories : inherited.Categories,
            RequestOf(extensions, location) ?? inherited.Request);
    }

    /// <summary>The Observations of an item; null when it gives none.</summary>
    public ObservationPlan? Of(Questionnaire.ItemComponent item, string location, ObservationSettings settings)
    {
        var codes = item.Code.Select((code, i) => (Code: code, Link: LinkOf(code.Extension, $"{location}.code[{i}]"))).ToList();
        var tagged = codes.FindAll(code => code.Link > ObservationLink.None);
        var link = tagged.Count > 0 ? tagged[0].Link!.Value : settings.Link;
        if (link == ObservationLink.None)
        {
            return null;
        }

        var isOwn = settings.IsOwn || tagged.Count > 0;
        if (item.TypeElement?.JsonValue is "display")
        {
            if (isOwn)
            {
                issues.Error(ExtractionCodes.MalformedExtension, location, "A display item has no answer to extract.");
            }

            return null;
        }

        if (tagged.Count > 0 && settings.IsOwn && settings.Link != ObservationLink.None && settings.Link != link)
        {
            issues.Error(ExtractionCodes.MalformedExtension, location, "The item and its codes have different extraction extensions; the code's counts.");
        }

        var chosen = (tagged.Count > 0 ? tagged : codes.FindAll(code => code.Link is null)).ConvertAll(code => Bare(code.Code));
        if (chosen.Count == 0)
        {
            // Under a Questionnaire that extracts everything, items without a code are those not meant.
            if (isOwn && item.TypeElement?.JsonValue is not "group")
            {
                issues.Warn(ExtractionCodes.ItemWithoutCode, location, "Without a code the item gives no Observation.");
            }

            return null;
        }

        return new(link, chosen, settings.Categories, item.GetExtensionValue<Coding>(SdcExtensions.Unit), settings.Request, location);
    }

    private ObservationLink? LinkOf(List<Extension> extensions, string location)
    {
        ObservationLink? link = null;
        for (var i = 0; i < extensions.Count; i++)
        {
            if (extensions[i].Url != SdcExtensions.ObservationExtract)
            {
                continue;
            }

            ObservationLink? found = extensions[i].Value switch
            {
                FhirBoolean { JsonValue: bool flag } => flag ? ObservationLink.Independent : ObservationLink.None,
                Code { JsonValue: "independent" } => ObservationLink.Independent,
                Code { JsonValue: "component" } => ObservationLink.Component,
                Code { JsonValue: "member" } => ObservationLink.Member,
                Code { JsonValue: "derived" } => ObservationLink.Derived,
                _ => null,
            };
            if (found is null || link is not null)
            {
                issues.Error(ExtractionCodes.MalformedExtension, $"{location}.extension[{i}]", "One of true, false, component, member, derived and independent is expected here, once.");
            }

            link ??= found;
        }

        return link;
    }

    private RequestPlan? RequestOf(List<Extension> extensions, string location)
    {
        var at = extensions.FindIndex(extension => extension.Url == SdcExtensions.ObservationEntry);
        if (at < 0)
        {
            return null;
        }

        if (extensions.FindIndex(at + 1, extension => extension.Url == SdcExtensions.ObservationEntry) >= 0)
        {
            issues.Warn(ExtractionCodes.SeveralValues, $"{location}.extension[{at}]", "There are several observationExtractEntry; the first was taken.");
        }

        return RequestPlan.Of(extensions[at], $"{location}.extension[{at}]", issues);
    }

    private static Coding Bare(Coding code)
    {
        var copy = (Coding)code.DeepCopy();
        copy.Extension.RemoveAll(extension => extension.Url == SdcExtensions.ObservationExtract);
        return copy;
    }
}
