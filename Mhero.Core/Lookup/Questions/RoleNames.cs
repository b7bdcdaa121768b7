using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Lookup.Questions;

/// <summary>The names of roles.</summary>
internal static class RoleNames
{
    /// <summary>The text or display of a role's first code that has one.</summary>
    public static string? Of(PractitionerRole? role) =>
        role?.Code.SelectMany(c => c.Coding.Select(d => d.Display).Prepend(c.Text)).Select(TextNormalizer.Clean).FirstOrDefault(t => t is not null);

    /// <summary>Whether a role has one of some codes or texts.</summary>
    /// <param name="role">The role.</param>
    /// <param name="names">Codes and texts, folded.</param>
    public static bool IsOneOf(PractitionerRole role, IReadOnlySet<string> names) =>
        role.Code.SelectMany(c => c.Coding.SelectMany(d => new[] { d.CodeElement?.JsonValue as string, d.Display }).Append(c.Text))
            .Any(t => t is not null && names.Contains(TextNormalizer.Fold(t)));
}
