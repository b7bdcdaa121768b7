using System.Net;
using System.Net.Http.Json;

namespace Mhero.Core.Fhir;

/// <summary>OAuth 2.0 client credentials (RFC 6749, 4.4): the id and secret are posted as a form.</summary>
internal static class ClientCredentials
{
    public static Func<CancellationToken, Task<FhirToken>> From(FhirOptions options, HttpClient http, TimeProvider clock) =>
        cancellationToken => FetchAsync(options, http, clock, cancellationToken);

    private static async Task<FhirToken> FetchAsync(FhirOptions options, HttpClient http, TimeProvider clock, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = options.ClientId!,
            ["client_secret"] = options.ClientSecret!,
        };
        if (!string.IsNullOrWhiteSpace(options.Scope))
        {
            form["scope"] = options.Scope;
        }

        using var content = new FormUrlEncodedContent(form);
        using var response = await http.PostAsync(options.TokenUrl, content, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw Refused(response.StatusCode);
        }

        try
        {
            var answer = await response.Content.ReadFromJsonAsync<Answer>(cancellationToken);
            return answer?.AccessToken is { Length: > 0 } token
                ? new FhirToken(token, clock.GetUtcNow().AddSeconds(answer.ExpiresIn ?? 300))
                : throw Unreadable(null);
        }
        catch (JsonException e)
        {
            throw Unreadable(e);
        }
    }

    private static FhirException Refused(HttpStatusCode status)
    {
        var passing = (int)status is 408 or 429 or >= 500;
        return new FhirException(
            passing ? FhirErrorKind.Transient : FhirErrorKind.Configuration,
            FhirErrorCodes.NoToken,
            $"the token endpoint answered {(int)status}" + (passing ? "" : ": check Mhero__Fhir__TokenUrl, Mhero__Fhir__ClientId, Mhero__Fhir__ClientSecret and Mhero__Fhir__Scope"))
        {
            Status = status,
            NeverSent = true,
        };
    }

    private static FhirException Unreadable(Exception? cause) =>
        new(FhirErrorKind.Configuration, FhirErrorCodes.NoToken, "the token endpoint's answer holds no access_token: check Mhero__Fhir__TokenUrl", cause) { NeverSent = true };

    // Some servers write the number as a text.
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    private sealed record Answer(
        [property: JsonPropertyName("access_token")] string? AccessToken,
        [property: JsonPropertyName("expires_in")] double? ExpiresIn);
}
