using System.Net;
using System.Net.Sockets;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Tests.RapidPro;

/// <summary>Broken connections on a real socket: the exceptions of the stack are what they are, not what a stub throws.</summary>
public sealed class RapidProConnectionTests
{
    [Fact]
    public async Task Create_ConnectionDroppedAfterTheRequest_MayHaveBeenDone()
    {
        var error = await CreateAgainst("");

        Assert.Equal((RapidProErrorCodes.ConnectionLost, true), (error.Code, error.MayHaveBeenDone));
    }

    [Fact]
    public async Task Create_ConnectionDroppedInTheAnswer_MayHaveBeenDone()
    {
        var error = await CreateAgainst("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"uuid\":");

        Assert.Equal((RapidProErrorCodes.ConnectionLost, true), (error.Code, error.MayHaveBeenDone));
    }

    [Fact]
    public async Task Create_NobodyListens_WasNotDone()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();

        var error = await Create(port);

        Assert.Equal((RapidProErrorKind.Transient, RapidProErrorCodes.Unreachable, false), (error.Kind, error.Code, error.MayHaveBeenDone));
    }

    private static async Task<RapidProException> CreateAgainst(string answer)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        var work = Create(((IPEndPoint)listener.LocalEndpoint).Port);
        using (var socket = await listener.AcceptSocketAsync())
        {
            var request = "";
            var buffer = new byte[4096];
            while (!request.EndsWith("{}", StringComparison.Ordinal))
            {
                var read = await socket.ReceiveAsync(buffer);
                Assert.True(read > 0, "the request broke off");
                request += Encoding.ASCII.GetString(buffer, 0, read);
            }

            await socket.SendAsync(Encoding.ASCII.GetBytes(answer));
        }

        return await work;
    }

    private static async Task<RapidProException> Create(int port)
    {
        using HttpClient http = new();
        var client = Clients.For(http, Clients.Options($"http://127.0.0.1:{port}"));
        return await Assert.ThrowsAsync<RapidProException>(() => client.CreateContactAsync(new ContactWrite()));
    }
}
