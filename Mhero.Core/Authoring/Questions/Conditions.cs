using Mhero.Core.Authoring.Drafts;
using Mhero.Core.Mapping.Responses;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Core.Authoring.Questions;

/// <summary>Lets a flow pass by the items whose conditions (<c>enableWhen</c>) are not met.</summary>
/// <param name="context">The authoring.</param>
/// <param name="draft">The flow.</param>
internal sealed class Conditions(AuthoringContext context, FlowDraft draft)
{
    private readonly Dictionary<string, AskedQuestion> _asked = new(StringComparer.Ordinal);

    /// <summary>Notes a question, so that later conditions can be about it.</summary>
    public void Add(AskedQuestion question) => _asked[LinkIdOf(question.Item)] = question;

    /// <summary>Forgets the questions of a group that repeats: outside it, a condition could mean any row.</summary>
    public void Forget(IEnumerable<AskedQuestion> questions)
    {
        foreach (var question in questions)
        {
            _asked.Remove(LinkIdOf(question.Item));
        }
    }

    /// <summary>Adds the tests of an item's conditions; what follows is met only when they are fulfilled.</summary>
    /// <param name="item">The item; one with conditions.</param>
    /// <returns>The exits for when they are not fulfilled; null when they cannot be tested, which is reported.</returns>
    public IReadOnlyList<DraftExit>? Test(ItemComponent item)
    {
        List<Route> routes = [];
        foreach (var condition in item.EnableWhen)
        {
            var linkId = RawElements.Text(condition.QuestionElement) ?? "";
            if (!_asked.TryGetValue(linkId, out var question))
            {
                context.Refuse(item, AuthoringCodes.ConditionNotAuthored, $"Its condition is about '{linkId}', which the flow does not ask before it. Move that question to an earlier place, or make it one that can be asked.");
                return null;
            }

            if (ConditionTests.Of(condition, question) is not { } route)
            {
                context.Refuse(item, AuthoringCodes.ConditionNotAuthored, $"Its condition about '{linkId}' compares in a way that a flow cannot: use an option of the question, or a number, a date or a text of its type.");
                return null;
            }

            routes.Add(route);
        }

        var path = RawElements.Text(item.LinkIdElement) ?? "item";
        return item.EnableBehavior == EnableWhenBehavior.Any && routes.Count > 1 ? Any(path, routes) : All(path, routes);
    }

    /// <summary>Adds the test whether a question was answered, for the items that are nested in its answer.</summary>
    /// <returns>The exits for when it was not.</returns>
    public IReadOnlyList<DraftExit> TestAnswered(string path, string key) => All(path, [ConditionTests.Exists(key, true)]);

    private static string LinkIdOf(ItemComponent item) => RawElements.Text(item.LinkIdElement) ?? "";

    private List<DraftExit> All(string path, IReadOnlyList<Route> routes)
    {
        List<DraftExit> others = [];
        foreach (var route in routes)
        {
            others.Add(Decide(path, route));
        }

        return others;
    }

    private List<DraftExit> Any(string path, IReadOnlyList<Route> routes)
    {
        List<DraftExit> met = [];
        foreach (var route in routes)
        {
            var other = Decide(path, route);
            met.AddRange(draft.TakeOpen());
            draft.Open([other]);
        }

        List<DraftExit> others = [.. draft.TakeOpen()];
        draft.Open(met);
        return others;
    }

    /// <summary>Adds a test; the exit for when it is met is open afterwards.</summary>
    private DraftExit Decide(string path, Route route)
    {
        var (_, exits) = draft.Decide($"{path}/when", route);
        draft.TakeOpen();
        draft.Open([exits[ConditionTests.Met]]);
        return exits.First(e => e.Key != ConditionTests.Met).Value;
    }
}
