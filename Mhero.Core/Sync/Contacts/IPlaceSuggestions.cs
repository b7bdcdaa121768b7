namespace Mhero.Core.Sync.Contacts;

/// <summary>Finds the facilities that a text may mean which names none of them; the look-ups of flows implement it.</summary>
internal interface IPlaceSuggestions
{
    /// <summary>The facilities, the likeliest first.</summary>
    /// <param name="text">A person's text.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>None as well while the facilities are being read for the first time.</returns>
    /// <exception cref="Fhir.FhirException">The facilities cannot be read.</exception>
    Task<IReadOnlyList<ValueSuggestion>> FindAsync(string text, CancellationToken cancellationToken);
}
