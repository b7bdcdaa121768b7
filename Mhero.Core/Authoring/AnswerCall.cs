using Mhero.Core.Authoring.Drafts;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro.Webhooks;

namespace Mhero.Core.Authoring;

/// <summary>Adds the call of mHero's webhook with the run's identity and answers.</summary>
/// <param name="options">The address and the secret.</param>
/// <param name="draft">The flow.</param>
internal sealed class AnswerCall(AuthoringOptions options, FlowDraft draft)
{
    private const string Result = ResultKeys.Webhook;
    private const string RunPart = "object(\"uuid\", run.uuid)";

    /// <summary>Adds the call; the flow goes on whether it succeeds or not, because the poller reads the run too.</summary>
    /// <param name="path">The part of the flow.</param>
    /// <param name="isCompleted">Whether the run has all its answers.</param>
    public void Add(string path, bool isCompleted)
    {
        if (options.Webhook is not { } address)
        {
            return;
        }

        var call = draft.Other(path, "call_webhook", new JsonObject
        {
            ["method"] = "POST",
            ["url"] = address,
            ["headers"] = new JsonObject { ["Content-Type"] = "application/json", ["X-Mhero-Secret"] = options.WebhookSecret },
            ["body"] = isCompleted
                ? WebhookReader.DefaultBody.Replace(RunPart, "object(\"uuid\", run.uuid, \"status\", \"completed\")", StringComparison.Ordinal)
                : WebhookReader.DefaultBody,
            ["result_name"] = Result,
        });
        draft.Decide(path, new Route($"@results.{Result}.category", [RouteCase.Of("Success", "has_only_text", "Success")], "Failure"), call);
    }
}
