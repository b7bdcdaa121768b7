using Hl7.Fhir.Model;
using Mhero.Core.Floip.Results;

namespace Mhero.Core.Publishing;

/// <summary>A flow's Questionnaire as a package.</summary>
/// <param name="Id">The package's id.</param>
/// <param name="Url">The Questionnaire's url.</param>
/// <param name="Package">The descriptor; of a list without questions.</param>
internal sealed record PublishedPackage(Guid Id, string Url, ResultsPackage Package)
{
    /// <summary>The Questionnaire with the questions of all its versions, the newest first; null in a list.</summary>
    public Questionnaire? Questionnaire { get; init; }

    /// <summary>When each version of the Questionnaire was made (UTC), by <c>Questionnaire.version</c>.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Versions { get; init; } = new Dictionary<string, DateTimeOffset>();
}
