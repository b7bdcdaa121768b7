using System.Net;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Requests;

namespace Mhero.Core.Messaging.Recipients;

/// <summary>
/// Reads a search that a client wrote. Only types that lead to people, and only conditions: nothing that would bring other
/// resources along or change how the server answers.
/// </summary>
internal static class RecipientSearch
{
    private const int MaxLength = 2_000;

    /// <summary>Types that lead to people, or are some.</summary>
    public static readonly IReadOnlySet<string> Types =
        new HashSet<string>(StringComparer.Ordinal) { "Practitioner", "PractitionerRole", "Patient", "Person", "Group", "Location", "Organization", "CareTeam" };

    /// <summary>The search.</summary>
    /// <param name="text"><c>PractitionerRole?role=…&amp;location=…</c>, escaped as in an address.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="faults">Receives what is wrong with it.</param>
    /// <returns>The search; null when it is not allowed.</returns>
    public static FhirSearch? Read(string text, string path, ICollection<RequestFault> faults)
    {
        var question = text.IndexOf('?', StringComparison.Ordinal);
        var type = text[..question];
        if (!Types.Contains(type))
        {
            faults.Add(new(MessagingCodes.BadSearch, path, $"Recipients can be searched for among {string.Join(", ", Types.Order())}."));
            return null;
        }

        if (text.Length > MaxLength)
        {
            faults.Add(new(MessagingCodes.BadSearch, path, $"The search is longer than {MaxLength} characters: put the people into a Group."));
            return null;
        }

        var search = new FhirSearch(type);
        foreach (var part in text[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? "" : WebUtility.UrlDecode(part[..equals]);
            var value = equals < 0 ? "" : WebUtility.UrlDecode(part[(equals + 1)..]);
            if (!IsCondition(name) || string.IsNullOrWhiteSpace(value))
            {
                faults.Add(new(MessagingCodes.BadSearch, path, "Each parameter of the search has to be a condition with a value, such as role=http://example.org|nurse; _include, _has and the like are not allowed."));
                return null;
            }

            search = search.With(name, value);
        }

        if (search.Parameters.Count == 0)
        {
            faults.Add(new(MessagingCodes.BadSearch, path, "A search without a condition would reach all people: name at least one."));
            return null;
        }

        return search;
    }

    /// <summary>A name of letters, with a modifier or a chain; of those with an underscore only the ones that select resources.</summary>
    private static bool IsCondition(string name) =>
        name is "_id" or "_tag" or "_profile" or "_lastUpdated"
        || (name.Length > 0 && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ':' or '.'));
}
