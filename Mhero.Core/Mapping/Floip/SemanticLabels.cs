using System.Collections.Frozen;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Responses;

namespace Mhero.Core.Mapping.Floip;

/// <summary>Reads semantic labels (<c>SNOMEDCT::365873007</c>) as codes.</summary>
internal static class SemanticLabels
{
    private const string Separator = "::";

    private static readonly FrozenDictionary<string, string> Systems = new Dictionary<string, string>
    {
        ["SNOMEDCT"] = StandardSystems.Snomed,
        ["SNOMED"] = StandardSystems.Snomed,
        ["LOINC"] = StandardSystems.Loinc,
        ["ICD10"] = StandardSystems.Icd10,
        ["ICD11"] = StandardSystems.Icd11,
        ["UCUM"] = StandardSystems.Ucum,
        ["CVX"] = StandardSystems.Cvx,
        ["ATC"] = StandardSystems.Atc,
        ["CIEL"] = StandardSystems.Ciel,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The label of a code: the name of a known system, else its URI, and the code; null for a coding without a code.</summary>
    public static string? Write(Coding coding)
    {
        if (RawElements.Text(coding.CodeElement) is not { } code)
        {
            return null;
        }

        var system = RawElements.Text(coding.SystemElement);
        return system is null ? code : $"{Systems.Where(s => s.Value == system).Select(s => s.Key).Order(StringComparer.Ordinal).LastOrDefault() ?? system}{Separator}{code}";
    }

    /// <summary>The code of a label; the whole label as a code without a system when its system is unknown and not a URI.</summary>
    public static Coding Read(string label)
    {
        var clean = TextNormalizer.Clean(label)!;
        var at = clean.LastIndexOf(Separator, StringComparison.Ordinal);
        if (at <= 0 || at + Separator.Length == clean.Length)
        {
            return new Coding { Code = clean };
        }

        var (name, code) = (clean[..at].Trim(), clean[(at + Separator.Length)..].Trim());
        return Systems.GetValueOrDefault(name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal)) is { } system ? new Coding(system, code)
            : Uri.IsWellFormedUriString(name, UriKind.Absolute) ? new Coding(name, code)
            : new Coding { Code = clean };
    }
}
