using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Mapping.Responses;

/// <summary>The values of one question beside the one that the run has.</summary>
/// <param name="Further">Further values of the same answer, of a selection of many.</param>
/// <param name="Earlier">Answers that a later one replaced, the first one first.</param>
public sealed record SessionAnswers(IReadOnlyList<RunValue> Further, IReadOnlyList<RunValue> Earlier);
