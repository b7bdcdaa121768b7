namespace Mhero.Bench.Load.World;

/// <summary>The registry's responses of FLOIP sessions, counted.</summary>
/// <param name="Responses">QuestionnaireResponses.</param>
/// <param name="Sessions">Different sessions that they name.</param>
/// <param name="ByWorker">Those whose source is a Practitioner.</param>
/// <param name="Answers">Their items.</param>
internal sealed record SessionTotals(int Responses, int Sessions, int ByWorker, long Answers);
