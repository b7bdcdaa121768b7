namespace Mhero.Core.Mapping;

/// <summary>
/// One direction of the bridge: a pure function from one model to another. The seam lets the tests find every mapper
/// and refuse one that has no cases.
/// </summary>
/// <typeparam name="TFrom">What is mapped.</typeparam>
/// <typeparam name="TTo">What comes out.</typeparam>
public interface IMapper<in TFrom, TTo>
{
    /// <summary>Maps one record. Never throws for bad data: what cannot be carried over becomes an issue.</summary>
    /// <param name="from">The record; it is not changed.</param>
    /// <returns>The result, as complete as the source allowed, and what was left out.</returns>
    MappingResult<TTo> Map(TFrom from);
}
