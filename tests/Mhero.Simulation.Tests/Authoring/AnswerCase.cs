using FsCheck;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>A kind of question with texts that it takes and texts that it does not take.</summary>
/// <param name="Item">The item.</param>
/// <param name="Valid">A text, and the answers that it means.</param>
/// <param name="Invalid">A text that the question does not take; null when it takes every text.</param>
internal sealed record AnswerCase(ItemComponent Item, Gen<(string Text, string[] Answers)> Valid, Gen<string>? Invalid);
