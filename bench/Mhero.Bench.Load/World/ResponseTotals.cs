namespace Mhero.Bench.Load.World;

/// <summary>What the registry has of runs, counted.</summary>
/// <param name="Responses">QuestionnaireResponses.</param>
/// <param name="Runs">Different runs that they name.</param>
/// <param name="ByQuestionnaire">Those whose Questionnaire the registry has in that version.</param>
/// <param name="ByWorker">Those whose source is the Practitioner of the run's contact.</param>
/// <param name="InProgress">Those that are not at their end.</param>
/// <param name="Answers">Answers with a value of their own, not a text that stands in for one.</param>
internal sealed record ResponseTotals(int Responses, int Runs, int ByQuestionnaire, int ByWorker, int InProgress, long Answers);
