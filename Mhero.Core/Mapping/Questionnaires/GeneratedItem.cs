using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>An item under construction.</summary>
/// <param name="Writers">The nodes that save the result; those that ask come first.</param>
/// <param name="Question">The question; null for a result that the flow computes.</param>
/// <param name="Item">The item.</param>
internal sealed record GeneratedItem(IReadOnlyList<ResultWriter> Writers, Question? Question, Questionnaire.ItemComponent Item)
{
    public IEnumerable<ResultWriter> Asking => Writers.Where(w => w.IsAsked);
}
