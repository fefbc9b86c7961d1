using System.Globalization;
using Sightglass.Soak;

// The parts of the soak that no load generator has: an upstream that also fails, and clients that stream, upgrade, leave and look at what they get.
//   sightglass-soak peer PORT GARBAGE-PORT
//   sightglass-soak clients HTTP-URL HTTPS-URL SECONDS PAUSE-MS
switch (args)
{
    case ["peer", var port, var garbage]:
        await Peer.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), int.Parse(garbage, CultureInfo.InvariantCulture));
        return 0;
    case ["clients", var plain, var tls, var seconds, var pause]:
        return await Clients.RunAsync(
            new Uri(plain),
            new Uri(tls),
            TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)),
            TimeSpan.FromMilliseconds(int.Parse(pause, CultureInfo.InvariantCulture)));
    default:
        await Console.Error.WriteLineAsync("usage: sightglass-soak peer PORT GARBAGE-PORT | clients HTTP-URL HTTPS-URL SECONDS PAUSE-MS");
        return 2;
}
