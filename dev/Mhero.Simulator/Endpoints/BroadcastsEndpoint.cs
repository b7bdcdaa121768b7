using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary><c>broadcasts.json</c>: one message to many, newest first. It answers before the messages are made.</summary>
internal sealed class BroadcastsEndpoint(ApiContext context) : Endpoint("broadcasts", "GET", "POST")
{
    private readonly BroadcastJson _json = new(context);

    public override string Scope => context.Rules.BroadcastScope;

    public override bool IsForSurveyors => false;

    protected override ApiResponse Get(ApiRequest request)
    {
        var refusal = context.Rules.RefuseNumber(request, "id") ?? context.Rules.RefuseUuid(request, "uuid");
        if (refusal is not null || !PageRequest.TryRead(request, out var wanted, out refusal))
        {
            return refusal;
        }

        // Newest first is the only order that broadcasts have.
        wanted = wanted with { OldestFirst = false };
        var (id, uuid) = (request.Param("id"), context.Rules.Is263 ? request.Filter("uuid") : null);
        var (page, broadcasts) = context.Workspace.WithLock(w =>
        {
            var read = wanted.Read(w.BroadcastPoller, key => (id is null || id == $"{key}") && (uuid is null || Guid.Parse(uuid) == w.BroadcastWith(key)!.Uuid));
            return (read, read.Keys.ConvertAll(k => w.BroadcastWith(k.Id)!));
        });
        return ListAnswer.Of(broadcasts, _json.Write, page, request);
    }

    protected override ApiResponse Post(ApiRequest request)
    {
        if (!request.TryReadObject(out var document, out var unreadable))
        {
            return unreadable;
        }

        using (document)
        {
            return context.Workspace.Suspended ? ContactsEndpoint.SuspendedAnswer() : context.Workspace.WithLock(w => Make(w, document.RootElement));
        }
    }

    private ApiResponse Make(RapidProWorkspace workspace, JsonElement body)
    {
        var rules = context.Rules;
        var errors = new JsonObject();
        var to = RecipientInput.Read(workspace, body, rules, errors);

        // 7.4 does not know base_language, and it ignores unknown properties.
        var primary = workspace.Languages is [var first, ..] ? first : "eng";
        var baseLanguage = !rules.Is74 && body.TryGetProperty("base_language", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : primary;
        var texts = ReadText(body, baseLanguage, errors);
        if (errors.Count > 0)
        {
            return ApiResponse.Json(400, errors);
        }

        if (texts.Count == 0)
        {
            return ApiResponse.Invalid("Must provide either text or attachments.");
        }

        if (to.IsEmpty)
        {
            return ApiResponse.Invalid("Must provide either urns, contacts or groups.");
        }

        if (!texts.Exists(t => t.Language == baseLanguage))
        {
            return ApiResponse.Invalid("No text translation provided in base language.");
        }

        var broadcast = workspace.Queue(new BroadcastState
        {
            Id = workspace.NextBroadcastId(),
            Uuid = workspace.NewUuid(),
            To = to,
            Texts = texts,
            BaseLanguage = baseLanguage,
            Status = rules.Is263 ? "pending" : "queued",
            CreatedOn = workspace.Tick(),
        });
        return ApiResponse.Json(201, writer => _json.Write(writer, broadcast));
    }

    private List<(string Language, string Text)> ReadText(JsonElement body, string baseLanguage, JsonObject errors)
    {
        var texts = new List<(string, string)>();
        if (!body.TryGetProperty("text", out var text))
        {
            if (context.Rules.Is74)
            {
                errors["text"] = new JsonArray(BodyField.Required);
            }

            return texts;
        }

        if (text.ValueKind == JsonValueKind.String)
        {
            texts.Add((baseLanguage, text.GetString()!.Trim()));
        }
        else if (text.ValueKind == JsonValueKind.Object)
        {
            texts.AddRange(text.EnumerateObject().Select(t => (t.Name, t.Value.ToString().Trim())));
        }

        if (context.Rules.Is74)
        {
            Refuse74(text, texts, baseLanguage, errors);
        }
        else
        {
            Refuse(texts, errors);
        }

        return texts.TrueForAll(t => t.Item2.Length == 0) ? [] : texts;
    }

    private void Refuse(List<(string Language, string Text)> texts, JsonObject errors)
    {
        var max = context.Rules.MaxBroadcastLength;
        var wrong = new JsonObject();
        foreach (var (language, text) in texts)
        {
            var error = !TranslationLanguages.IsKnown(language) ? "Not an allowed ISO 639-3 language code."
                : BodyField.Length(text) > max ? BodyField.TooLong(max)
                : null;
            if (error is not null)
            {
                wrong[language] = new JsonArray(error);
            }
        }

        if (wrong.Count > 0)
        {
            errors["text"] = wrong;
        }
    }

    private void Refuse74(JsonElement text, List<(string Language, string Text)> texts, string baseLanguage, JsonObject errors)
    {
        var max = context.Rules.MaxBroadcastLength;
        var isTooLong = texts.Exists(t => BodyField.Length(t.Text) > max);
        var error = text.ValueKind is not (JsonValueKind.String or JsonValueKind.Object) ? "Value must be a string or dict of strings."
            : !texts.Exists(t => t.Language == baseLanguage) ? $"Must include translation for base language '{baseLanguage}'"
            : texts.Find(t => t.Language.Length != 3).Language is { } odd ? $"Language code {odd} is not valid."
            : isTooLong ? text.ValueKind == JsonValueKind.String ? BodyField.TooLong(max) : $"Ensure translations have no more than {max} characters."
            : null;
        if (error is not null)
        {
            errors["text"] = new JsonArray(error);
        }
    }
}
