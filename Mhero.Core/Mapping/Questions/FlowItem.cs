using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Questions;

/// <summary>An item in the making.</summary>
/// <param name="Writers">Where the flow saves the result; those that ask come first.</param>
/// <param name="Question">What is asked; null for what the flow works out itself.</param>
/// <param name="Item">The item.</param>
internal sealed record FlowItem(IReadOnlyList<ResultWriter> Writers, Question? Question, Questionnaire.ItemComponent Item)
{
    public IEnumerable<ResultWriter> Asking => Writers.Where(w => w.IsAsked);
}
