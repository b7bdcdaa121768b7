using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Mapping;

/// <summary>
/// One direction of the bridge: a pure function from one model to another. The interface lets the tests find every mapper
/// and refuse one that has no cases.
/// </summary>
/// <typeparam name="TFrom">The type of the source.</typeparam>
/// <typeparam name="TTo">The type of the result.</typeparam>
internal interface IMapper<in TFrom, TTo>
{
    /// <summary>Maps one record. Never throws for bad data: a value that cannot be carried over becomes an issue.</summary>
    /// <param name="from">The record; it is not changed.</param>
    /// <returns>The result, as complete as the source allowed, and issues for the values left out.</returns>
    MappingResult<TTo> Map(TFrom from);
}
