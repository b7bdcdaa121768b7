namespace Mhero.Simulator.Api;

/// <summary>
/// An endpoint of the API. To add one: derive from this in a file of its own and name it in <see cref="ApiRouter"/>.
/// </summary>
/// <param name="name">Its name in the path.</param>
/// <param name="methods">The methods that it has, as its Allow header lists them.</param>
internal abstract class Endpoint(string name, params string[] methods)
{
    public string Name { get; } = name;

    public string Allow { get; } = string.Join(", ", methods.Contains("GET") ? [.. methods, "HEAD", "OPTIONS"] : [.. methods, "OPTIONS"]);

    /// <summary>The quota that its requests count against.</summary>
    public virtual string Scope => "v2";

    /// <summary>Whether the role of a surveyor may read it.</summary>
    public virtual bool IsForSurveyors => true;

    /// <summary>The answer to a GET without the .json suffix: the documentation's empty list.</summary>
    public virtual string Undocumented => "[]";

    /// <summary>Answers a request, or null when the method is not one of its own.</summary>
    public ApiResponse? Answer(ApiRequest request) => request.Method switch
    {
        "GET" when methods.Contains("GET") => Get(request),
        "POST" when methods.Contains("POST") => Post(request),
        "DELETE" when methods.Contains("DELETE") => Delete(request),
        _ => null,
    };

    protected virtual ApiResponse Get(ApiRequest request) => throw new InvalidOperationException($"{Name} lists GET and has none.");

    protected virtual ApiResponse Post(ApiRequest request) => throw new InvalidOperationException($"{Name} lists POST and has none.");

    protected virtual ApiResponse Delete(ApiRequest request) => throw new InvalidOperationException($"{Name} lists DELETE and has none.");
}
