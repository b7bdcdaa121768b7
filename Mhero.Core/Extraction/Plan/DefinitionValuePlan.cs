using Hl7.Fhir.Model;
using Mhero.Core.Extraction.Expressions;

namespace Mhero.Core.Extraction.Plan;

/// <summary>A value that is not an answer: fixed, or computed. One of the two is set.</summary>
/// <param name="Target">The element that it goes into.</param>
/// <param name="Expression">Computes it.</param>
/// <param name="Fixed">The value itself.</param>
internal sealed record DefinitionValuePlan(ElementTarget Target, PlannedExpression? Expression, DataType? Fixed);
