namespace Mhero.Core.Storage.Personal;

/// <summary>A part of mHero's tables that has rows about people.</summary>
internal interface IPersonalRows
{
    /// <summary>Its name in exports and counts.</summary>
    string Name { get; }

    /// <summary>Reads the rows about a person.</summary>
    /// <param name="person">The person.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<PersonalRow> FindAsync(PersonKeys person, CancellationToken cancellationToken);

    /// <summary>Erases them: deletes a row, or takes the person out of a row about several. A repeated or interrupted call does no harm.</summary>
    /// <param name="person">The person.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task EraseAsync(PersonKeys person, CancellationToken cancellationToken);
}
