namespace Mhero.Core.Mapping;

/// <summary>What a mapping made, and what it could not carry over.</summary>
/// <typeparam name="T">What was made.</typeparam>
/// <param name="Value">The result; as complete as the source allowed.</param>
/// <param name="Issues">What was left out and why; empty when all was carried over.</param>
public sealed record MappingResult<T>(T Value, IReadOnlyList<MappingIssue> Issues);
