using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Tests.Examples;

/// <summary>
/// As much of a FHIR server as the examples need: transactions with conditional creates and updates by identifier and with
/// <c>urn:uuid:</c> references. Resources that were written are named by <c>Type?identifier=system|value</c>, as the expected ones are.
/// </summary>
internal sealed partial class ExampleRegistry
{
    private readonly Dictionary<string, Resource> _written = new(StringComparer.Ordinal);

    /// <summary>What was written, without the Provenances and without the identifiers that mHero gave.</summary>
    public IReadOnlyList<Resource> Written => [.. _written.Values.Where(resource => resource is not Provenance).Select(WithoutOwnIdentifier)];

    public void Apply(Bundle transaction)
    {
        var names = transaction.Entry.ToDictionary(entry => entry.FullUrl!, entry => Target(entry, out _));
        foreach (var entry in transaction.Entry)
        {
            var name = Target(entry, out var isCreate);
            if (isCreate && (_written.ContainsKey(name) || !name.Contains('?', StringComparison.Ordinal)))
            {
                continue;
            }

            var resource = (Resource)entry.Resource!.DeepCopy();
            foreach (var reference in References(resource).Where(reference => reference.Reference?.StartsWith("urn:uuid:", StringComparison.Ordinal) == true))
            {
                reference.Reference = names[reference.Reference!];
            }

            _written[name] = resource;
        }
    }

    public static IEnumerable<ResourceReference> References(Base element) =>
        Parts(element).SelectMany(part => part is ResourceReference reference ? [reference] : References(part));

    public static IEnumerable<Base> Parts(Base element) =>
        element.EnumerateElements().SelectMany(pair => pair.Value is Base part ? [part] : pair.Value is System.Collections.IEnumerable list and not string ? list.OfType<Base>() : []);

    private static string Target(Bundle.EntryComponent entry, out bool isCreate)
    {
        isCreate = entry.Request!.IfNoneExist is not null;
        var type = entry.Resource!.TypeName;
        if (Condition().Match(entry.Request.IfNoneExist ?? entry.Request.Url ?? "") is not { Success: true } match)
        {
            return entry.Request.Url!;
        }

        var (system, value) = (Uri.UnescapeDataString(match.Groups["system"].Value), Uri.UnescapeDataString(match.Groups["value"].Value));
        var known = Example.Registry.Where(resource => resource.TypeName == type)
            .FirstOrDefault(resource => Parts(resource).OfType<Identifier>().Any(id => id.System == system && id.Value == value));

        // What the workforce's registry has must not be replaced, only referred to.
        Assert.True(known is null || isCreate, $"{type}/{known?.Id} would be replaced.");
        return known is null ? $"{type}?identifier={system}|{value}" : $"{type}/{known.Id}";
    }

    private static Resource WithoutOwnIdentifier(Resource resource)
    {
        var copy = (Resource)resource.DeepCopy();
        if (copy.TryGetValue("identifier", out var identifiers) && identifiers is List<Identifier> list && list.RemoveAll(id => id.System == MheroSystems.Extracted) > 0 && list.Count == 0)
        {
            copy.SetValue("identifier", null);
        }

        return copy;
    }

    [GeneratedRegex(@"(?:^|\?)identifier=(?<system>.+?)(?:\||%7C)(?<value>.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Condition();
}
