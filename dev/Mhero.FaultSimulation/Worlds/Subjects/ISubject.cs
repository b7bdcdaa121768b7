namespace Mhero.FaultSimulation.Worlds.Subjects;

/// <summary>A subject about which people act in the worlds of seeds, with its invariants.</summary>
internal interface ISubject
{
    /// <summary>Makes the records that exist before mHero starts.</summary>
    void Settle();

    /// <summary>The actions of people, each with its number.</summary>
    IEnumerable<(int Times, string Name, Action Act)> Events { get; }

    /// <summary>The invariants that do not hold in a world at rest.</summary>
    /// <param name="links">The contacts and workers that are linked and about which nothing is reported.</param>
    IEnumerable<string> Faults(IReadOnlyList<Link> links);
}
